#!/usr/bin/env bash
# Boots systemd over a layer of this host's root, with nothing but Penstock's units and the journal.
#
#   unshare --fork --kill-child --pid --mount --uts --ipc bash boot-units.sh SOURCES WORK JAVA_HOME
#
# SOURCES is the source tree, built; WORK a folder whose "etc" is laid over /etc. Installs as the
# package does. Everything is in namespaces and on tmpfs: it is gone when the last process is. What
# the host has enabled is hidden, kernel settings are read-only, and the network is the host's.
# Where the host does not allow it: "cannot: ..." and exit code 77.
set -euo pipefail
sources=$1 work=$2 java_home=$3

step() {
  "$@" || {
    echo "cannot: $*"
    exit 77
  }
}

# A cgroup of our own, which is the root of what this systemd sees: it shares nothing of the host's.
if [[ -z ${PENSTOCK_IN_CGROUP:-} ]]; then
  hierarchy=$(findmnt -t cgroup2 -n -o TARGET | head -1)
  [[ -n $hierarchy ]] || step false "no cgroup2 is mounted"
  group=$hierarchy/penstock-test-$(cat "$work/name")
  step mkdir "$group"
  echo "$group" >"$work/cgroup"
  echo 0 >"$group/cgroup.procs" || step false "$group cannot be entered"
  export PENSTOCK_IN_CGROUP=1
  exec unshare --cgroup bash "$0" "$@"
fi

root=$work/root
step mount --make-rprivate /
mkdir -p "$work/layer" "$root"
step mount -t tmpfs -o size=2g tmpfs "$work/layer"
mkdir "$work/layer/upper" "$work/layer/work"
step mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layer/upper,workdir=$work/layer/work" "$root"
step mount -t proc proc "$root/proc"
step mount --bind "$root/proc/sys" "$root/proc/sys"
step mount -o remount,bind,ro "$root/proc/sys"
step mount -t sysfs -o ro sysfs "$root/sys"
step mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp var/tmp var/log var/lib/penstock dev; do
  mkdir -p "$root/$folder"
  step mount -t tmpfs -o mode=755 tmpfs "$root/$folder"
done
chmod 1777 "$root/tmp" "$root/var/tmp"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  step mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm" "$root/dev/pts"
step mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
step mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
for folder in etc/systemd/system lib/systemd/system/{sysinit,basic,sockets,timers,local-fs}.target.wants; do
  if [[ -d $root/$folder ]]; then
    step mount -t tmpfs -o mode=755 tmpfs "$root/$folder"
  fi
done

# What the package installs.
install -d "$root"/usr/lib/penstock/{bin,lib} "$root/etc/penstock" "$root"/usr/lib/{sysusers.d,tmpfiles.d}
install "$sources/scripts/penstock" "$root/usr/lib/penstock/bin/penstock"
install -m 644 "$sources"/target/dist/lib/*.jar "$root/usr/lib/penstock/lib/"
ln -sfn ../lib/penstock/bin/penstock "$root/usr/bin/penstock"
units=$sources/scripts/systemd
install -m 644 "$units"/*.{service,socket,target} "$root/lib/systemd/system/"
install -m 644 "$units/sysusers.d/penstock.conf" "$root/usr/lib/sysusers.d/"
install -m 644 "$units/tmpfiles.d/penstock.conf" "$root/usr/lib/tmpfiles.d/"
cp -r "$work/etc/." "$root/etc/"
for unit in penstock-ingest.service penstock-worker@.service; do
  install -d "$root/etc/systemd/system/$unit.d"
  printf '[Service]\nEnvironment=JAVA_HOME=%s\n' "$java_home" >"$root/etc/systemd/system/$unit.d/java.conf"
done
printf '[Unit]\nDescription=Under test\nWants=systemd-journald.service basic.target\n' \
  >"$root/etc/systemd/system/under-test.target"
step chroot "$root" systemd-sysusers /usr/lib/sysusers.d/penstock.conf
step chroot "$root" systemd-tmpfiles --create /usr/lib/tmpfiles.d/penstock.conf

cd "$root"
step mount --move . /
exec chroot . env -i container=penstock-test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=under-test.target --show-status=no
