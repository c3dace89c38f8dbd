module whopsync

go 1.26
