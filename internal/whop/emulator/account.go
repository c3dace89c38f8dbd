package emulator

import (
	"slices"
	"strings"
)

// company is an account by its older name.
type company struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Route string `json:"route"`
}

func showCompany(c *call, id string) company {
	a := c.world.accounts[id]
	return company{a.ID, a.Title, a.Route}
}

func listCompanies(c *call) (any, error) {
	own := []company{showCompany(c, c.key.Account)}
	return paginate(c, own, func(company) place { return place{} }, func(k company) any { return k })
}

// refuses reports whether a quirk knows the account's parameter by its other name alone.
func (q Quirks) refuses(name string) bool {
	return name == "company_id" && q.AccountIDOnly || name == "account_id" && q.CompanyIDOnly
}

type productView struct {
	ID         string            `json:"id"`
	Title      string            `json:"title"`
	Route      string            `json:"route"`
	Visibility string            `json:"visibility"`
	Headline   *string           `json:"headline"`
	External   *string           `json:"external_identifier"`
	Metadata   map[string]string `json:"metadata"`
	CreatedAt  string            `json:"created_at"`
	UpdatedAt  string            `json:"updated_at"`
}

func listProducts(c *call) (any, error) {
	isOwn, err := listsOwn(c)
	if err != nil {
		return nil, err
	}
	own := sortedValues(c.world.products, func(p Product) int { return p.Born })
	own = slices.DeleteFunc(own, func(p Product) bool { return !isOwn || p.Account != c.key.Account })
	return paginate(c, own, func(p Product) place { return place{p.Born} }, func(p Product) any {
		at := spellTime(p.CreatedAt)
		return productView{ID: p.ID, Title: p.Title, Route: p.Route, Visibility: "visible", CreatedAt: at, UpdatedAt: at}
	})
}

type grant struct {
	Action  string `json:"action"`
	Granted bool   `json:"granted"`
}

// listPermissions says for each action whether the key may do it on the resource. On an
// invisible resource the key may do nothing. (Documented.)
func listPermissions(c *call) (any, error) {
	id := c.in.Query.Get("resource_id")
	if id == "" {
		return nil, missing("resource_id")
	}
	actions := []string{ReadCourses, WriteCourses, ReadAnalytics, ReadCompanies}
	if c.in.Query.Has("actions") {
		actions = strings.Split(c.in.Query.Get("actions"), ",")
	}
	_, err := c.experienceByID(id)
	isOwn := err == nil || id == c.key.Account || c.world.products[id].Account == c.key.Account
	grants := make([]grant, 0, len(actions))
	for _, action := range actions {
		grants = append(grants, grant{action, isOwn && c.key.may(action)})
	}
	return map[string][]grant{"data": grants}, nil
}

// accountFilter reads the account that a list is limited to. The parameter has had two
// names, and no version is known where one of them ended. (Documented, date unknown.)
func accountFilter(c *call) (id string, named bool, err error) {
	for _, name := range []string{"account_id", "company_id"} {
		if !c.in.Query.Has(name) {
			continue
		}
		if c.quirks.refuses(name) {
			return "", false, invalid(name, "%v", errUnknown)
		}
		id, named = c.in.Query.Get(name), true
	}
	return id, named, nil
}

// listsOwn reports whether a list limited to an account is that of the caller's own.
func listsOwn(c *call) (bool, error) {
	account, named, err := accountFilter(c)
	switch {
	case err != nil:
		return false, err
	case !named:
		return false, missing("account_id")
	case account != c.key.Account:
		return false, c.nothingThere()
	}
	return true, nil
}
