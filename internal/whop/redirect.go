package whop

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/host"
)

// redirected says where the answer of an address points, which ends with a path below the API's, and what to do about
// it. No redirect is followed: the key would go along. An answer that points nowhere is no final one either.
func redirected(asked *url.URL, path string, resp *http.Response) (advice string, why error) {
	location, parseErr := asked.Parse(resp.Header.Get("Location"))
	if resp.Header.Get("Location") == "" || parseErr != nil {
		return "", errors.New("the answer is a redirect without an address")
	}
	why = fmt.Errorf("the answer is a redirect to %s, and redirects are not followed", bare(location))
	advice = "If the API has moved there, and the key is meant for that host, name the new address in WHOP_BASE_URL"
	base := *location
	isCut := strings.HasSuffix(location.Path, path)
	base.Path, base.RawPath = strings.TrimSuffix(location.Path, path), ""
	if _, unfit := host.ParseAPI(bare(&base)); isCut && unfit == nil {
		advice += ": WHOP_BASE_URL=" + bare(&base)
	}
	return advice, why
}

// bare is an address without what may be secret in it.
func bare(address *url.URL) string {
	return (&url.URL{Scheme: address.Scheme, Host: address.Host, Path: address.Path}).String()
}
