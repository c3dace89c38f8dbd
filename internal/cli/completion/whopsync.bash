# bash completion for whopsync
_whopsync() {
  local IFS=$'\n'
  COMPREPLY=($(whopsync complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _whopsync whopsync
