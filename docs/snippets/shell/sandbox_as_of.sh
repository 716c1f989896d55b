electron-kit sandbox --as-of 2027-01-14
