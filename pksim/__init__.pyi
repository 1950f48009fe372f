from .errors import InputError as InputError
from .kinetics.inputs import Input as Input
from .kinetics.one_compartment import OneCompartment as OneCompartment
