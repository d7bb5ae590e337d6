UPDATE jejak.erasures SET completed = true WHERE approved = %(approved)b
