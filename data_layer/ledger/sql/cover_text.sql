SELECT cells FROM row_text WHERE org = $org AND submission = $submission AND kind = '封面'
