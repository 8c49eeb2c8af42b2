#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/secret.hpp"
#include "venues/net/endpoint.hpp"
#include "venues/net/http.hpp"

namespace basis {

/// Which node is asked, as the command line names it.
struct CtlNode {
  std::string run;  ///< its folder; empty: the only one below the results
  std::string url;  ///< instead of a folder
  std::string ca;   ///< authorities (PEM) of its certificate; empty: the system's
};

/// A node that can be asked.
struct CtlAccess {
  net::Endpoint endpoint;
  std::string url;
  Secret token;
  std::string ca;
  std::string where;  ///< for messages
};
/// Usage errors: no node runs there, or several do; an URL that is none; no BASIS_API_TOKEN with `--url`.
Result<CtlAccess> find_node(const CtlNode& node);

/// Asks, and returns the answer's body. A request that changes something is sent again when no answer came, with the
/// same key, so that it is done once. Usage errors: the node cannot be reached, or refuses; its own words are told.
Result<std::string> ask_node(const CtlAccess& access, net::HttpRequest request);

/// Ten random letters and digits or more: the key of a request.
std::string request_key();

/// A JSON answer for a terminal: members a line, rows as a table.
std::string shown_answer(const boost::json::value& answer);

}  // namespace basis
