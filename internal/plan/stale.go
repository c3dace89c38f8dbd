package plan

import (
	"fmt"
	"slices"
)

// Differences says, in words for a person, how two plans differ: first by what they do,
// else by what they rest on.
func Differences(saved, now *Plan) []string {
	before, after := map[string]string{}, map[string]string{}
	for _, side := range []struct {
		plan  *Plan
		means map[string]string
	}{{saved, before}, {now, after}} {
		for i := range side.plan.Changes {
			c := &side.plan.Changes[i]
			side.means[c.Address.String()] = meaning(c)
		}
	}
	var differences []string
	for address, meant := range before {
		switch means, still := after[address]; {
		case !still:
			differences = append(differences, address+" is not part of the plan any more")
		case means != meant:
			differences = append(differences, address+" has changed since")
		}
	}
	for address := range after {
		if _, was := before[address]; !was {
			differences = append(differences, address+" was not part of the plan")
		}
	}
	slices.Sort(differences)
	const enough = 10
	if more := len(differences) - enough; more > 0 {
		differences = append(differences[:enough], fmt.Sprintf("and %d more", more))
	}
	if len(differences) == 0 {
		return []string{"the settings, the state, or files or live content that the plan does nothing about have changed since"}
	}
	return differences
}
