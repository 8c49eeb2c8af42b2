#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/control/api_tokens.hpp"
#include "core/base/result.hpp"
#include "core/execution/control_command.hpp"

namespace basis {

/// A member of the body of a control request.
struct ApiField {
  std::string_view name;
  bool needed = false;
  std::string_view about;
  std::string_view allowed;  ///< for messages and the document
};

/// A request that a person makes of the node.
struct ControlRoute {
  ControlAction action;
  std::string_view about;
  std::vector<ApiField> fields;
};
std::span<const ControlRoute> control_routes();

/// Reads the body of a control request. `by` and `id` are set by the caller. Usage error: no JSON object, a member that
/// is not known, one that lacks, or a value out of its range; it names the member, the value and what is allowed.
Result<ControlCommand> read_control(const ControlRoute& route, std::string_view body);

/// The document of everything that is served (OpenAPI 3.1), made of the same tables.
std::string openapi_document(std::string_view version);

}  // namespace basis
