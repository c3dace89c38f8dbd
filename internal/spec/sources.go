package spec

import "slices"

// Sources returns the files that Load reads, by path, and what is wrong with finding them.
func Sources(repo *Repo) (names []string, problems Problems) {
	config := &report{path: ConfigFile}
	_, globs := readConfig(repo, config)
	found := survey{repo: repo}
	names = []string{ConfigFile}
	for _, c := range found.find(globs, config) {
		names = append(names, c.yaml.path)
		for _, chapter := range c.chapters {
			if chapter.yaml.path != "" {
				names = append(names, chapter.yaml.path)
			}
			for _, lesson := range chapter.lessons {
				names = append(names, lesson.path)
			}
		}
	}
	slices.Sort(names)
	return names, slices.Concat(config.problems, found.problems).sorted()
}
