# Sourced by the launchers: find_java sets java to that of a JDK 25, or says what is missing and exits.

# Sets java when the given directory holds a JDK 25; older_java when it is one before 25.0.3.
java=
older_java=
try_jdk() {
  [ -z "$java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.0.'[0-2]['."']*) older_java=${older_java:-$1/bin/java} ;;
      'JAVA_VERSION="25.'*) java=$1/bin/java ;;
    esac
  done <"$1/release"
}

find_java() {
  [ -z "${JAVA_HOME:-}" ] || try_jdk "$JAVA_HOME"
  [ -z "$java" ] || return 0
  if on_path=$(command -v java); then
    on_path=$(readlink -f "$on_path" 2>/dev/null) && try_jdk "${on_path%/bin/java}"
  fi
  for jdk in /usr/lib/jvm/* /usr/java/* /usr/local/java/* /usr/local/jdk* /usr/local/openjdk* /opt/* /opt/java/* /opt/jdk/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.jabba/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    try_jdk "$jdk"
  done
  [ -z "$java" ] || return 0
  if [ -n "$older_java" ]; then
    echo "nernst: $older_java is older than 25.0.3, whose garbage collector can corrupt data (JDK-8377811); update it." >&2
    java=$older_java
    return 0
  fi
  echo "nernst: Nernst needs a JDK 25 and found none; install one, for example from https://adoptium.net, or set JAVA_HOME." >&2
  exit 2
}
