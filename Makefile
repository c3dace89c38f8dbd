# What CI runs is "make check"; the other targets are its parts, for use while working.

STATICCHECK = go tool -modfile=tools/go.mod staticcheck
FUZZTIME   ?= 30s
SEEDS      ?= 1000000
LOSSES     ?= 50000
ROAMS      ?= 100000
TRUTHS     ?= 50000
RACES      ?= 2000
PULLS      ?= 200000
ROUNDS     ?= 5

.PHONY: check home release snapshot quick build manual test race lint bench compare fuzz campaign

check:
	.ci/run

# What to run after every edit: CI begins with it.
quick:
	.ci/run quick

build:
	go build -o whopsync .

# Moves the project to a repository of GitHub. On make's command line, HOME is no folder: what make starts gets none.
home:
	@env -u HOME .ci/home '$(HOME)'

# Builds the programs of VERSION=v1.2.3, and notes them in release.txt for the commit to tag.
release:
	.ci/release prepare '$(VERSION)'

# A release that is published nowhere, in dist/, tried as users would.
snapshot:
	.ci/snapshot

# The example course as pages: the manual.
manual:
	go run . -C example-course preview --build ../manual

test:
	go test ./...

race:
	go test -race ./...

lint:
	test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...

# A table of what the usual steps cost over a slow line and what large courses cost, then each package's own benchmarks.
bench:
	go test ./internal/cli -run '^$$' -bench 'Steps|Scale' -benchtime 1x
	go test ./internal/... -run '^$$' -bench . -benchmem -skip 'Steps|Scale'

# What large courses cost with the program of the commit BEFORE and with this one, in turn.
compare:
	.ci/compare '$(BEFORE)'

# The proofs of safety at their large sizes; CI runs them at smaller ones. A failing
# seed prints the command that replays it. A real S3 server takes part where versitygw is in
# PATH; WHOPSYNC_MUST=s3 insists on it.
campaign:
	go test ./internal/apply -run 'TestEverySingleFaultAtEveryRequest|TestAKillAtEveryBoundary|TestPlantedBugsAreFound' -stride 1 -costly -full -timeout 0 -v
	go test ./internal/apply -run TestPairsOfFaultsOnWhatIsHardToRepeat -pairs 0 -full -timeout 0 -v
	go test ./internal/apply -run TestPairsOfCreatesThatComeLate -late-pairs 0 -full -timeout 0 -v
	go test ./internal/apply -run 'TestRandomHistories$$' -seeds $(SEEDS) -full -timeout 0 -v
	go test ./internal/apply -run TestHistoriesThatLoseTheirState -losses $(LOSSES) -full -timeout 0 -v
	go test ./internal/apply -run TestHistoriesOfWanderingNames -roams $(ROAMS) -full -timeout 0 -v
	go test ./internal/apply -run TestHistoriesWithTruth -truths $(TRUTHS) -full -timeout 0 -v
	go test ./internal/cli -run 'TestARunThatIsKilledIsFinishedByTheNext|TestAHolderThatWasPausedWritesNothingMore' -all-kills -count $(ROUNDS) -full -timeout 0 -v
	go test ./internal/cli -run TestWhateverIsEditedOnWhopComesIntoTheFiles -pulls $(PULLS) -full -timeout 0 -v
	go test ./internal/cli -run TestRacesOfApplies -races $(RACES) -full -timeout 0 -v
	go test ./internal/state/backend ./internal/state/backend/document -run Conforms -count 20 -full -timeout 0 -v

# One fuzz target after the other, FUZZTIME each: go test takes no more than one at once. All
# of them run, whatever the first finds.
fuzz:
	failed=; for found in $$(git grep -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's/func //'); do \
	  go test "./$$(dirname "$${found%:*}")" -run '^$$' -fuzz "^$${found#*:}\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s || failed="$$failed $${found#*:}"; \
	done; [ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }
