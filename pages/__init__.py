"""The screens: each reads its inputs, calls one function and shows the result."""
