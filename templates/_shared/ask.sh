read -rs {{ password_variable[option.client] | shell }} && export {{ password_variable[option.client] | shell }}
