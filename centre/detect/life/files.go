package life

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"fanzha/centre/detect/scenario"
)

// Layer is a folder of scenario files: path ("fund_x.yaml", "lists/brands.yaml") to text. A later layer replaces scenarios and lists of
// an earlier one.
type Layer map[string]string

// Bounds of a layer: more files than any centre has scenarios and lists.
const filesMax = 2000

// ReadLayer reads the scenario and list files of a folder; nil gives an empty layer.
func ReadLayer(folder fs.FS) (Layer, error) {
	l := Layer{}
	if folder == nil {
		return l, nil
	}
	for _, pattern := range []string{"*.yaml", "lists/*.yaml"} {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			return nil, fmt.Errorf("look for %s: %w", pattern, err)
		}
		if len(l)+len(names) > filesMax {
			return nil, fmt.Errorf("more than %d files", filesMax)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(folder, name)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			l[name] = string(raw)
		}
	}
	return l, nil
}

// folder is a layer as the loader of scenarios reads it.
type folder struct{ files Layer }

// Open implements fs.FS; the loader reads whole files.
func (f folder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile implements fs.ReadFileFS.
func (f folder) ReadFile(name string) ([]byte, error) {
	text, ok := f.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

// Glob implements fs.GlobFS.
func (f folder) Glob(pattern string) ([]string, error) {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, name)
		}
	}
	return out, nil
}

// Compile loads layers, the first below.
func Compile(layers []Layer) (*scenario.Set, error) {
	folders := make([]fs.FS, 0, len(layers))
	for _, l := range layers {
		folders = append(folders, folder{l})
	}
	return scenario.Load(folders...)
}

// lists are the layers without their scenarios.
func lists(layers []Layer) []Layer {
	var out []Layer
	for _, l := range layers {
		kept := Layer{}
		for name, text := range l {
			if strings.HasPrefix(name, "lists/") {
				kept[name] = text
			}
		}
		out = append(out, kept)
	}
	return out
}

// Single compiles one scenario alone, with the lists of the centre and its own. A scenario alone gives the hits that it gives among
// others: they share windows, never decisions.
func Single(layers []Layer, text string, own Layer) (*scenario.Set, error) {
	last := Layer{DraftFile: text}
	maps.Copy(last, own)
	return Compile(append(lists(layers), last))
}

// DraftFile is what refusals call the text of a draft.
const DraftFile = "draft.yaml"

// HashOf is the content hash of a text, as hits carry it: 32 hexadecimal digits of its SHA-256.
func HashOf(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:16])
}

// SetFile is one file of a set that was in force: where it lay and what was in it.
type SetFile struct {
	Layer int    `json:"layer"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
}

// FilesOf names the files of layers, in order, and gives their texts by hash.
func FilesOf(layers []Layer) (files []SetFile, texts map[string]string) {
	texts = map[string]string{}
	for i, l := range layers {
		for _, name := range slices.Sorted(maps.Keys(l)) {
			h := HashOf(l[name])
			files = append(files, SetFile{i, name, h})
			texts[h] = l[name]
		}
	}
	return files, texts
}

// LayersOf is FilesOf backwards.
func LayersOf(files []SetFile, texts map[string]string) ([]Layer, error) {
	var out []Layer
	for _, f := range files {
		text, ok := texts[f.Hash]
		if !ok || f.Layer < 0 || f.Layer > 16 || HashOf(text) != f.Hash {
			return nil, ErrSet.With(fmt.Errorf("the text of %s is missing or changed", f.Path))
		}
		for len(out) <= f.Layer {
			out = append(out, Layer{})
		}
		out[f.Layer][f.Path] = text
	}
	return out, nil
}

// Wanted are the layers that should be in force: the base with what was published, paused and retired over it. Shipped versions and
// files of the folder are in the base already; only their being paused or retired counts.
func Wanted(base []Layer, versions []Version) []Layer {
	over := Layer{}
	slices.SortFunc(versions, func(a, b Version) int { return int(a.Number - b.Number) })
	for _, v := range versions { // at most one of a code is published or paused
		switch {
		case v.State == Published && v.Origin.Stored():
			over[v.Code+".yaml"] = v.Text
			maps.Copy(over, v.Lists)
		case v.State == Paused, v.State == Retired && v.Off:
			over[v.Code+".yaml"] = "code: " + v.Code + "\nversion: 1\ndisabled: true\n"
		}
	}
	if len(over) == 0 {
		return base
	}
	return append(slices.Clone(base), over)
}
