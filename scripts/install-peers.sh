#!/bin/sh
# Installs the programs that Adatom is compared with: LAMMPS. Debian and Ubuntu; needs root, or sudo.
# Nothing in Adatom itself needs them: without them the comparisons are skipped, and say so.
set -eu
if [ "$(id -u)" -eq 0 ]; then
  apt-get update
  apt-get install -y --no-install-recommends lammps
else
  sudo apt-get update
  sudo apt-get install -y --no-install-recommends lammps
fi
lmp -help | head -n 2
