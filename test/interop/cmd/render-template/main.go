// Command render-template renders templates with Go's own text/template and Sprig's functions. It reads one request a
// line from its standard input and answers each with a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"go.yaml.in/yaml/v3"
	kyaml "sigs.k8s.io/yaml"
)

type request struct {
	Template string `json:"template"`
	// YAML, so that whole numbers stay whole.
	Values string `json:"values"`
}

type response struct {
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var req request
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		text, err := render(req)
		resp := response{Text: text}
		if err != nil {
			resp = response{Error: err.Error()}
		}
		if err := out.Encode(resp); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func render(req request) (string, error) {
	values := map[string]any{}
	if err := yaml.Unmarshal([]byte(req.Values), &values); err != nil {
		return "", err
	}
	main := template.New("t").Option("missingkey=error")
	functions := sprig.TxtFuncMap()
	// As Helm has them.
	functions["toYaml"] = func(value any) string {
		data, err := kyaml.Marshal(value)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(data), "\n")
	}
	functions["required"] = func(reason string, value any) (any, error) {
		if value == nil || value == "" {
			return nil, fmt.Errorf("%s", reason)
		}
		return value, nil
	}
	functions["include"] = func(name string, dot any) (string, error) {
		var text strings.Builder
		err := main.ExecuteTemplate(&text, name, dot)
		return text.String(), err
	}
	if _, err := main.Funcs(functions).Parse(req.Template); err != nil {
		return "", err
	}
	var text strings.Builder
	err := main.Execute(&text, values)
	return text.String(), err
}
