package home

import "testing"

func TestTheModuleIsInTheRepository(t *testing.T) {
	switch {
	case IsKnown() && Module() != "github.com/"+Repository():
		t.Errorf("the module %s is not in %s", Module(), Repository())
	case !IsKnown() && (Module() != "whopsync" || Repository() != "YOUR-ORG/whopsync"):
		t.Errorf("without a home: %s, %s", Module(), Repository())
	}
}
