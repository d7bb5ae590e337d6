SELECT EXISTS (SELECT FROM jejak.matches WHERE hash >= %(month)b AND hash < %(beyond)b)
