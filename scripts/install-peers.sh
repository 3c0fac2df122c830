#!/bin/sh
# Installs the programs that Adatom is compared with: LAMMPS, from the system's packages (Debian and Ubuntu; needs root, or sudo),
# and ASE, in a Python environment of its own under .tools/peers.
# Nothing in Adatom itself needs them: without them the comparisons are skipped, and say so.
set -eu
if [ "$(id -u)" -eq 0 ]; then
  apt-get update
  apt-get install -y --no-install-recommends lammps python3-venv
else
  sudo apt-get update
  sudo apt-get install -y --no-install-recommends lammps python3-venv
fi
lmp -help | head -n 2
peers="$(dirname "$0")/../.tools/peers"
python3 -m venv "$peers"
"$peers/bin/pip" install --quiet ase==3.29.0
"$peers/bin/python" -c 'import ase; print("ASE", ase.__version__)'
