#!/bin/sh
# The GPU kernels' conformance and benchmark on a machine with a GPU and its Vulkan driver: needs nothing else but sh, tar
# and gzip; no Node, no network. Writes one JSON file.
#
#   test/bench/gpu.sh BUNDLE OUT.json [--small] [NAME...]
#
# BUNDLE: the archive that `npm run bench:gpu-bundle` makes (dist/gpu-bench.tar.gz), or the folder it was unpacked to.
# --small: sizes for software stand-ins. NAME: only rows with that in their name ("conformance" is one).
set -eu
if [ $# -lt 2 ]; then
  sed -n '2,8p' "$0" >&2
  exit 2
fi
bundle=$1
out=$2
shift 2
if [ -d "$bundle" ]; then
  folder=$(cd "$bundle" && pwd)
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  gzip -dc "$bundle" | tar -xf - -C "$folder"
fi

# The Vulkan loader, the C++ library, and X's libraries that NVIDIA's driver is linked with, are in the bundle: used where the machine has none.
LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/lib/x86_64-linux-gnu:/usr/local/nvidia/lib64:/usr/lib64:$folder/lib"
export LD_LIBRARY_PATH
# Containers often have NVIDIA's libraries without the file that tells Vulkan of them.
if [ -z "${VK_DRIVER_FILES:-}" ] && ! ls /etc/vulkan/icd.d/nvidia* /usr/share/vulkan/icd.d/nvidia* >/dev/null 2>&1; then
  for library in libGLX_nvidia.so.0 libEGL_nvidia.so.0; do
    for place in /usr/lib/x86_64-linux-gnu /usr/local/nvidia/lib64 /usr/lib64; do
      if [ -e "$place/$library" ] && [ -z "${VK_DRIVER_FILES:-}" ]; then
        VK_DRIVER_FILES="$folder/nvidia_icd.json"
        printf '{"file_format_version":"1.0.0","ICD":{"library_path":"%s","api_version":"1.3.0"}}\n' "$place/$library" >"$VK_DRIVER_FILES"
        export VK_DRIVER_FILES
      fi
    done
  done
fi

# A home of its own: nothing of this machine's is read or left behind.
HOME=$folder ADATOM_ENGINES=$folder "$folder/node" --disable-warning=ExperimentalWarning "$folder/bench.mjs" "$out" "$@" && status=0 || status=$?
if [ "$status" -ne 0 ] && ! grep -q '"title"' "$out" 2>/dev/null; then
  echo "No GPU was found. What this machine has:" >&2
  ls /dev/nvidia* /dev/dri /etc/vulkan/icd.d /usr/share/vulkan/icd.d /usr/lib/x86_64-linux-gnu/libGLX_nvidia* /usr/lib/x86_64-linux-gnu/libEGL_nvidia* >&2 || true
fi
exit "$status"
