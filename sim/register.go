package sim

import "fanzha/sim/town"

// The city's register, as others see it.
type (
	// Person is what the register says about a resident.
	Person = town.Person
	// Place is a county.
	Place = town.Place
	// Station is a police station with its area.
	Station = town.Station
	// Partner is an organisation that tells the centre what it sees.
	Partner = town.Partner
)

// The city and its size.
const (
	CityCode  = town.CityCode
	CityZH    = town.CityZH
	CityEN    = town.CityEN
	MaxPeople = town.MaxPeople
)

// partnerCity is the name of the one batch when a step is not split by partner.
const partnerCity = "city"

// Counties lists the three counties.
func Counties() []Place { return append([]Place(nil), town.Counties...) }

// Stations lists the twelve stations.
func Stations() []Station { return append([]Station(nil), town.Stations...) }

// Partners lists the ten partners: three carriers, six banks, the police call centre.
func Partners() []Partner { return append([]Partner(nil), town.Partners...) }

// People is the number of residents.
func (c *City) People() int { return c.town.People() }

// Person looks up a resident by index, which must be below People.
func (c *City) Person(i int) Person { return c.town.Person(i) }
