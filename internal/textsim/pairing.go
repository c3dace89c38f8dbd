package textsim

import "slices"

// evident is how much of two short texts has to be common for the one to be the other, reworded.
const evident = 0.7

// mostCompared bounds how many comparisons find out which items of two lists are alike: a second's work
// where they are long.
const mostCompared = 1_000_000

// clearly is how much more alike they have to be than anything else.
const clearly = 0.15

// Pairing matches items of the files with items on Whop. Its steps run one after the other,
// the surest first, each on the items left open. Nothing is paired twice.
type Pairing struct {
	Of        []int  // the live item of each of the files, -1 for none
	taken     []bool // by live item
	isAnother func(i, at int) bool
}

// NewPairing returns one where nothing is paired. isAnother reports that two are known to be two.
func NewPairing(files, live int, isAnother func(i, at int) bool) *Pairing {
	p := &Pairing{Of: make([]int, files), taken: make([]bool, live), isAnother: isAnother}
	for i := range p.Of {
		p.Of[i] = -1
	}
	return p
}

func (p *Pairing) pair(i, at int) {
	if p.Of[i] < 0 && !p.taken[at] && !p.isAnother(i, at) {
		p.Of[i], p.taken[at] = at, true
	}
}

// Same pairs what has the same sign, the first with the first: where it is there twice, the
// two are the same to everyone. What has none is left open.
func (p *Pairing) Same(files, live []string) {
	onWhop := places(live)
	for i, sign := range files {
		if sign == "" || p.Of[i] >= 0 {
			continue
		}
		for n, at := range onWhop[sign] {
			if p.pair(i, at); p.Of[i] == at {
				onWhop[sign] = slices.Delete(onWhop[sign], n, n+1)
				break
			}
		}
	}
}

// Unique pairs what has the same sign where each side has it once.
func (p *Pairing) Unique(files, live []string) {
	inFiles, onWhop := places(files), places(live)
	for i, sign := range files {
		if at := onWhop[sign]; sign != "" && len(inFiles[sign]) == 1 && len(at) == 1 {
			p.pair(i, at[0])
		}
	}
}

func places(signs []string) map[string][]int {
	of := map[string][]int{}
	for i, sign := range signs {
		of[sign] = append(of[sign], i)
	}
	return of
}

// Open returns the signs of what is not paired yet.
func (p *Pairing) Open(files, live []string) (openFiles, openLive []string) {
	openFiles, openLive = make([]string, len(files)), make([]string, len(live))
	for i, sign := range files {
		if p.Of[i] < 0 {
			openFiles[i] = sign
		}
	}
	for at, sign := range live {
		if !p.taken[at] {
			openLive[at] = sign
		}
	}
	return openFiles, openLive
}

// Alike pairs what is so much more like each other than like anything else, on both sides,
// that no doubt is left. What is paired already counts as something else: questions in one
// mould are like all of their neighbours, and none of them says which one was reworded.
//
// Everything is compared with everything. Of so many that this takes too long, nothing is paired here:
// they are known by their places, or not at all.
func (p *Pairing) Alike(like func(i, at int) float64) {
	open := 0
	for _, at := range p.Of {
		if at < 0 {
			open++
		}
	}
	if open*len(p.taken) > mostCompared {
		return
	}
	for i := range p.Of {
		if p.Of[i] >= 0 {
			continue
		}
		at := clearest(len(p.taken), func(at int) float64 { return like(i, at) })
		if at >= 0 && clearest(len(p.Of), func(i int) float64 { return like(i, at) }) == i {
			p.pair(i, at)
		}
	}
}

// clearest returns the one of n that is alike, and more so than all others; -1 if there is none.
func clearest(n int, like func(int) float64) int {
	best, most, next := -1, 0.0, 0.0
	for i := range n {
		switch l := like(i); {
		case l > most:
			best, most, next = i, l, most
		default:
			next = max(next, l)
		}
	}
	if most < evident || most < next+clearly {
		return -1
	}
	return best
}

// Place pairs what is left in the same place: between the same neighbours, where as many are
// left on both sides, or at the same position where nothing has come or gone.
func (p *Pairing) Place(fits func(i, at int) bool) {
	begin := 0
	for i := 0; i <= len(p.Of); i++ {
		if i == len(p.Of) || p.Of[i] >= 0 {
			p.between(begin, i, fits)
			begin = i + 1
		}
	}
	if len(p.Of) != len(p.taken) {
		return
	}
	for i := range p.Of {
		if fits(i, i) {
			p.pair(i, i)
		}
	}
}

// between pairs the open items begin to end of the files with the live ones between the
// neighbours on both sides.
func (p *Pairing) between(begin, end int, fits func(i, at int) bool) {
	from, to := 0, len(p.taken)
	if begin > 0 {
		from = p.Of[begin-1] + 1
	}
	if end < len(p.Of) {
		to = p.Of[end]
	}
	if to-from != end-begin {
		return
	}
	for i := begin; i < end; i++ {
		if at := from + i - begin; fits(i, at) {
			p.pair(i, at)
		}
	}
}
