// Checks what `quadrige journal checkpoint` and `quadrige journal prove` print, with the packages by which Go checks its own checksum
// database: nothing here is ours but the reading of our JSON.
//
//	independent KEY entry PROOF.json | independent KEY growth PROOF.json | independent KEY note NOTE
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Leaf       string
	Index      int64
	Size       int64
	Hashes     []string
	Checkpoint string
}

type head struct {
	Size       int64
	Root       string
	Checkpoint *string
}

type growth struct {
	From, To head
	Hashes   []string
}

func refuse(why string) {
	fmt.Println("refused:", why)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		refuse(err.Error())
	}
}

func hash(text string) tlog.Hash {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	if len(bytes) != tlog.HashSize {
		refuse("a hash of another length")
	}
	return tlog.Hash(*(*[tlog.HashSize]byte)(bytes))
}

func hashes(texts []string) []tlog.Hash {
	all := []tlog.Hash{}
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

// The size and root that a note is signed for.
func open(key, text string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		refuse("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return size, hash(lines[2])
}

func main() {
	if len(os.Args) != 4 {
		refuse("usage: independent KEY entry|growth|note FILE")
	}
	key := os.Args[1]
	text, err := os.ReadFile(os.Args[3])
	must(err)
	switch os.Args[2] {
	case "note":
		size, _ := open(key, string(text))
		fmt.Println("a signed head of", size)
	case "entry":
		var proof inclusion
		must(json.Unmarshal(text, &proof))
		size, root := open(key, proof.Checkpoint)
		if size != proof.Size {
			refuse("the note is of another size")
		}
		leaf, err := base64.StdEncoding.DecodeString(proof.Leaf)
		must(err)
		must(tlog.CheckRecord(hashes(proof.Hashes), size, root, proof.Index, tlog.RecordHash(leaf)))
		fmt.Println("in the log, at", proof.Index, "of", size)
	case "growth":
		var proof growth
		must(json.Unmarshal(text, &proof))
		for _, one := range []head{proof.From, proof.To} {
			if one.Checkpoint == nil {
				refuse("a size at which nothing was signed")
			}
			size, root := open(key, *one.Checkpoint)
			if size != one.Size || root != hash(one.Root) {
				refuse("the note says something else")
			}
		}
		must(tlog.CheckTree(hashes(proof.Hashes), proof.To.Size, hash(proof.To.Root), proof.From.Size, hash(proof.From.Root)))
		fmt.Println("it only grew, from", proof.From.Size, "to", proof.To.Size)
	default:
		refuse("what?")
	}
}
