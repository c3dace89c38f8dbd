#compdef whopsync
# zsh completion for whopsync
_whopsync() {
  local -a candidates
  candidates=("${(@f)$(whopsync complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=("${(@)candidates:#}")
  if (( $#candidates )); then
    candidates=("${(@)candidates/$'\t'/:}")
    _describe whopsync candidates
  else
    _files
  fi
}
compdef _whopsync whopsync
