package cli_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var (
	racesFlag    = flag.Int("races", 50, "how many races of applies to run with -full")
	raceSeedFlag = flag.Uint64("race-seed", 0, "run the race with this seed alone")
)

// TestRacesOfApplies lets two to eight applies begin at once: in one folder where the state
// is a file, in a clone each where it is shared. Some people are impatient, and free the
// lock of a run that is at work. Whatever comes of that, each run says how it ended, every
// object is there once, and one more apply brings peace. A seed decides who takes part and
// who is impatient, and the machine who comes first.
func TestRacesOfApplies(t *testing.T) {
	first, races := uint64(1), testscale.Rounds(*racesFlag, 10)
	if *raceSeedFlag != 0 {
		first, races = *raceSeedFlag, 1
	}
	total := tally{}
	for n := range races {
		seed := first + uint64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			race(t, seed, total)
			if t.Failed() {
				t.Logf("replay: go test ./internal/cli -run 'TestRacesOfApplies$' -race-seed=%d -v", seed)
			}
		})
	}
	t.Logf("%d races: %v", races, total)
}

// tally counts what happened in the races.
type tally map[string]int

// race runs the race with a seed.
func race(t *testing.T, seed uint64, total tally) {
	random := rand.New(rand.NewPCG(seed, 0))
	keeper := raceKeeper(random)
	s := openShop(t, emulator.Options{Latency: time.Millisecond})
	s.keepAt(keeper.open(t))
	s.writeKiln()
	want := kilnAtFirst
	if random.IntN(2) == 0 {
		s.run(applyKiln...)
		s.editKiln()
		want = kilnInTheEnd
	}
	racers := make([]*racer, 2+random.IntN(7))
	for i := range racers {
		racers[i] = &racer{shop: s, random: rand.New(rand.NewPCG(seed, uint64(i+1))), impatience: random.Float64(), isProcess: random.IntN(10) == 0, did: tally{}}
		if keeper.name != "file" {
			racers[i].shop = s.clone()
		}
	}
	var running sync.WaitGroup
	for _, racer := range racers {
		running.Go(racer.run)
	}
	running.Wait()
	total[keeper.name]++
	for _, racer := range racers {
		for what, n := range racer.did {
			total[what] += n
		}
	}
	s.run(applyKiln...)
	s.run("plan", "--detailed-exitcode")
	if diff := cmp.Diff(want, outline(s.whop)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// raceKeeper picks where the state is: seldom in git, where a run takes a second.
func raceKeeper(random *rand.Rand) keeper {
	file, git, https, s3 := keepers[0], keepers[1], keepers[2], keepers[3]
	return []keeper{file, file, file, file, https, https, https, s3, s3, s3, s3, git}[random.IntN(12)]
}

// racer is someone who applies until it has worked, three times at most.
type racer struct {
	*shop
	random     *rand.Rand
	impatience float64 // how likely it is that a lock that is in the way gets freed
	isProcess  bool
	did        tally
}

func (r *racer) run() {
	for range 3 {
		code, said := r.apply()
		r.did[fmt.Sprintf("exit code %d", code)]++
		switch code {
		case 0:
			return
		case 3, 4:
			r.free(lockIn(said))
		default:
			r.Errorf("an apply in a race exited with %d:\n%s", code, said)
			return
		}
	}
}

func (r *racer) apply() (code int, said string) {
	if !r.isProcess {
		return r.command(applyKiln...)
	}
	out, err := r.process(applyKiln...).CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		r.Error(err)
	} else if err != nil {
		code = exit.ExitCode()
	}
	return code, string(out)
}

// free does what no one should do: it frees the lock of someone who is at work. That one
// may have ended meanwhile, so it does not have to succeed.
func (r *racer) free(id string) {
	if id == "" || r.random.Float64() > r.impatience {
		return
	}
	patient := *r.shop // the other one may be at work
	patient.patient = true
	if code, _ := patient.command("state", "unlock", id, "--yes"); code == 0 {
		r.did["locks freed"]++
	}
}
