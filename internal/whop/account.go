package whop

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Account is the owner of the key.
type Account struct {
	ID    string
	Title string
}

// Experience is an installed app of an account. Courses live in experiences of the
// Courses app.
type Experience struct {
	ID       string
	Name     string
	App      string   // name of the app
	Account  string   // id
	Products []string // ids; only shown when the experience is read by its id
}

// Me returns the account of the key. Other credentials than account keys have none.
func (c *Client) Me(ctx context.Context) (Account, error) {
	return fetch(ctx, c, call{what: "read account", method: http.MethodGet, path: "/accounts/me"}, func(o object) (Account, error) {
		id, err := o.id(accountID)
		if err != nil {
			return Account{}, err
		}
		title, err := o.optionalText("title")
		return Account{ID: id, Title: title}, err
	})
}

// Permissions reports which of the actions the key may do on a resource. On a resource
// that it cannot see it may do none (documented).
func (c *Client) Permissions(ctx context.Context, resource string, actions []string) (map[string]bool, error) {
	list := call{what: "read permissions", method: http.MethodGet, path: "/permissions",
		query: url.Values{"resource_id": {resource}, "actions": {strings.Join(actions, ",")}}}
	return fetch(ctx, c, list, func(o object) (map[string]bool, error) {
		granted := make(map[string]bool, len(actions))
		for _, action := range actions {
			granted[action] = false
		}
		items, err := o.objects("data")
		for _, item := range items {
			action, noName := item.text("action")
			may, noAnswer := item.flag("granted")
			err = errors.Join(err, noName, noAnswer)
			granted[action] = may
		}
		return granted, err
	})
}

// Experiences lists the experiences of an account, and only those of a product if one
// is given.
func (c *Client) Experiences(ctx context.Context, account, product string) ([]Experience, error) {
	list := call{what: "list experiences", method: http.MethodGet, path: "/experiences", query: by("account_id", account)}
	if product != "" {
		list.query.Set("product_id", product)
	}
	experiences, err := listOf(ctx, c, list, readListedExperience)
	if namesAccount(err) {
		list.query.Del("account_id")
		list.query.Set("company_id", account)
		return listOf(ctx, c, list, readListedExperience)
	}
	return experiences, err
}

// namesAccount reports a refusal of the account's parameter. It was called company_id
// once, and which version of the API changed that is not documented.
func namesAccount(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusBadRequest {
		return false
	}
	said := e.Param + " " + e.Message
	return strings.Contains(said, "account_id") || strings.Contains(said, "company_id")
}

// Experience reads one experience with its products.
func (c *Client) Experience(ctx context.Context, id string) (Experience, error) {
	get := call{what: "read experience " + clip(id), method: http.MethodGet, path: "/experiences/{id}", id: id}
	if err := checkID(experienceID, id); err != nil {
		return Experience{}, c.invalid(get.what, err)
	}
	return fetch(ctx, c, get, only(id, readExperience))
}

func readListedExperience(o object) (Experience, string, error) {
	experience, err := readExperience(o)
	return experience, experience.ID, err
}

func readExperience(o object) (Experience, error) {
	id, err := o.id(experienceID)
	name, noName := o.optionalText("name")
	app, noApp := o.inner("app", "name")
	account, noAccount := o.inner("company", "id")
	renamed, noOther := o.inner("account", "id")
	experience := Experience{ID: id, Name: name, App: app, Account: cmp.Or(account, renamed)}
	if err := errors.Join(err, noName, noApp, noAccount, noOther); err != nil || isNull(o["products"]) {
		return experience, err
	}
	products, err := o.objects("products")
	if err != nil {
		return experience, err
	}
	for _, product := range products {
		id, err := product.id(productID)
		if err != nil {
			return experience, err
		}
		experience.Products = append(experience.Products, id)
	}
	return experience, nil
}
