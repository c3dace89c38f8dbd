package cli

type stateCmd struct {
	List    stateListCmd    `cmd:"" help:"List the addresses with the ids of their objects."`
	Show    stateShowCmd    `cmd:"" help:"Show what the state has for an address."`
	Mv      stateMvCmd      `cmd:"" help:"Give an object another address."`
	Bind    stateBindCmd    `cmd:"" help:"Bind an address to an object on Whop by its id: the last resort."`
	Rm      stateRmCmd      `cmd:"" help:"Forget an address. The object on Whop stays as it is."`
	Rebuild stateRebuildCmd `cmd:"" help:"Bind the files to the courses on Whop again, when the state is lost. Only reads."`
	Migrate stateMigrateCmd `cmd:"" help:"Copy the state to another place."`
	Unlock  stateUnlockCmd  `cmd:"" help:"Free the lock of a run that is dead."`
}

// Help returns more text for --help.
func (stateCmd) Help() string {
	return "The state remembers which object on Whop an address of the files stands for. None of these commands writes to Whop."
}
