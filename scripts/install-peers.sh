#!/bin/sh
# Installs the programs that Adatom is compared with, or that label structures for it: LAMMPS, xTB, CP2K and Quantum ESPRESSO from
# the system's packages (Debian and Ubuntu; needs root, or sudo; DFTB+ has no package there), and ASE, in a Python environment of
# its own under .tools/peers.
# `install-peers.sh torch` installs PyTorch besides, the peer of the networks' timings; with its libraries it is several hundred MB.
# Nothing in Adatom itself needs them: without them the comparisons are skipped, and say so.
set -eu
packages="lammps python3-lammps liblammps-dev openmpi-bin xtb cp2k quantum-espresso python3-venv"
case " $* " in *" torch "*) packages="$packages python3-torch" ;; esac
if [ "$(id -u)" -eq 0 ]; then
  apt-get update
  apt-get install -y --no-install-recommends $packages
else
  sudo apt-get update
  sudo apt-get install -y --no-install-recommends $packages
fi
lmp -help | head -n 2
case " $* " in *" torch "*) /usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__)' ;; esac
peers="$(dirname "$0")/../.tools/peers"
python3 -m venv "$peers"
"$peers/bin/pip" install --quiet ase==3.29.0 ipi==3.3.1
"$peers/bin/python" -c 'import ase; print("ASE", ase.__version__)'
"$peers/bin/python" -c 'from importlib.metadata import version; print("i-PI", version("ipi"))'
