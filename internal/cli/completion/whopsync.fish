# fish completion for whopsync
complete -c whopsync -a '(whopsync complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
