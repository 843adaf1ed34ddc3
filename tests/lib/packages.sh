# What Debian 12 packages building, trying and checking need, and how they are installed. Sourced by ./try and ./check.
#
# Only what is missing is installed, by root or through sudo. Mail servers come without a start: the ones we run are private, in a
# temporary folder; the system's own stay as they were. Postfix would take the place of another mail server: then nothing is
# installed.

BUILD_PACKAGES="build-essential cmake ninja-build pkg-config libetpan-dev libcurl4-gnutls-dev libgmime-3.0-dev libsqlite3-dev
  libical-dev libinih-dev libjansson-dev libmicrohttpd-dev nettle-dev libgnutls28-dev libsystemd-dev libseccomp-dev tzdata ca-certificates"
SERVER_PACKAGES="dovecot-core dovecot-imapd dovecot-lmtpd postfix fakeroot python3 openssl"
CHECK_PACKAGES="dovecot-sieve libcmocka-dev faketime python3-dateutil strace systemd libc-bin procps mandoc
  chromium chromium-driver python3-icalendar python3-vobject khal cppcheck clang-tidy"

say() {
  printf '%s\n' "$*" >&2
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    say "This needs root once, to install packages: run it as root, or install sudo."
    return 1
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# The package of an installed mail server that Postfix would push out, and nothing if there is none.
other_mail_server() {
  dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' | sed -n '/ postfix /d; s/^installed \([^ ]*\) .*mail-transport-agent.*/\1/p'
}

# While this file answers 101, packages start no services.
POLICY=/usr/sbin/policy-rc.d

# hold_services, release_services: what an interrupted installation must not leave behind either.
hold_services() {
  [ ! -e "$POLICY" ] || return 0
  held=yes
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' > $POLICY && chmod 755 $POLICY"
}

release_services() {
  rm -f "$install_log"
  [ "$held" = no ] || as_root rm -f "$POLICY"
}

install_packages() {
  missing=""
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  case "$missing" in
    *postfix*)
      other=$(other_mail_server)
      if [ -n "$other" ]; then
        say "Postfix is needed, and would take the place of $other on this machine: use another one, or a container."
        return 1
      fi
      ;;
  esac
  say "Installing:$missing"
  held=no
  install_log=$(mktemp)
  trap 'release_services; exit 130' HUP INT TERM
  hold_services || { release_services; return 1; }
  if as_root sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing" \
    > "$install_log" 2>&1; then
    result=0
  else
    result=1
    cat "$install_log" >&2
    say "The packages could not be installed; the reason stands above."
  fi
  release_services
  trap - HUP INT TERM
  if [ "$result" = 0 ] && command -v systemctl > /dev/null && [ -d /run/systemd/system ]; then
    for service in postfix dovecot; do
      case "$missing" in
        *"$service"*) as_root systemctl disable --quiet "$service" 2> /dev/null || true ;;
      esac
    done
  fi
  return "$result"
}
