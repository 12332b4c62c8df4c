# For health checks: `. /usr/local/lib/http.bash`. Bash itself speaks HTTP, since to start curl costs several times as
# much.

# http_get PORT PATH: sets `status`, and `body` to the last line of the answer. Fails with a reason on stderr unless the
# status is 200.
http_get() {
  local line=
  status='' body=''
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
  read -r -t 4 _ status _ <&3
  # To its end: Patroni logs an error for an answer that is not read.
  while IFS= read -r -t 4 line <&3; do body=$line; done
  body=${line:-$body} body=${body%$'\r'}
  exec 3>&-
  [ "$status" = 200 ] || { echo "$2 answers ${status:-nothing}${body:+: $body}" >&2; return 1; }
}
