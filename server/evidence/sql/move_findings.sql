UPDATE jejak.findings_head SET position = %(upto)b WHERE position = %(after)b RETURNING position
