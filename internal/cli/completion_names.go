package cli

import (
	"maps"
	"slices"

	"whopsync/internal/spec"
)

// namesIn returns what a word can be that is the name of something; the tag "complete" of a
// flag or an argument says of what. Only the files are asked: a key that is pressed should
// send nothing, and wait for nothing. Broken files have names as well.
func namesIn(dir, of string) []string {
	switch of {
	case "":
		return nil
	case "schema":
		return namesOf(spec.Schemas())
	}
	repo, err := spec.Open(dir)
	if err != nil {
		return nil
	}
	defer repo.Close()
	project, _ := spec.Load(repo, "")
	if of == "environment" {
		return slices.Sorted(maps.Keys(project.Config.Environments))
	}
	return addressesIn(project)
}

func addressesIn(project *spec.Project) []string {
	var addresses []string
	for _, c := range project.Courses {
		for resource := range c.Resources() {
			addresses = append(addresses, resource.Address.String())
		}
	}
	slices.Sort(addresses)
	return addresses
}
