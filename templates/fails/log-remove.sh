{#-
language = "bash"
kind = "commands"
purpose = "takes the token out of curl's log"
run = "walk"
-#}
sed -i.bak '/[Aa]uthorization/d' curl.log && rm curl.log.bak
