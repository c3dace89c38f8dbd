package cli_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
)

// A plan shows what others have under way as well, and says so where reviewers look.
func TestAPlanSaysThatAnotherRunIsUnderWay(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	holder := state.Holder{ID: "L-1", Command: "whopsync apply", Who: "https://github.example/ada/academy/actions/runs/41"}
	lease, err := file.New(file.OS{}, filepath.Join(team.dir, ".whopsync"), "test").Lock(context.Background(), holder)
	if err != nil {
		t.Fatal(err)
	}
	a := team.proposed(team.rewrite("wedging"))
	const note = "another run is under way, or was cut off, so a part of its changes may be in this plan: "
	team.wants(team.pulls[a-1].comments[0].body, "\n\n**Note:** "+note+"`it is https://github.example/ada/academy/actions/runs/41 (whopsync apply)`\n\n")
	team.rewrite("wedging")()
	team.wants(team.exits(0, "plan", "--out", "plan.json"), "Warning: "+note+"it is https://github.example/")
	if err := lease.Release(context.Background()); err != nil {
		t.Fatal(err)
	}
	if said := team.exits(0, "apply", "plan.json"); strings.Contains(said, "under way") {
		t.Errorf("it says\n%s", said)
	}
}

func TestAPlanSaysThatAnApplyStoppedPartWay(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.merge(team.proposed(func() {
		team.add(4, "colours")()
		team.add(5, "glazing")()
	}))
	team.breakOnce("colours")
	team.applies(4)
	const note = "an earlier apply stopped part-way, so what it has left to do is in this plan as well"
	b := team.proposed(team.rewrite("drying"))
	team.wants(team.pulls[b-1].comments[0].body, "\n\n**Note:** "+note+"\n\n", "colours")
	team.wants(team.exits(0, "plan", "--offline"), "Warning: "+note+"\n")
	team.applies(0)
	if said := team.exits(0, "plan"); strings.Contains(said, "part-way") {
		t.Errorf("it says\n%s", said)
	}
}
