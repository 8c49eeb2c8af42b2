#pragma once

#include <map>
#include <string>
#include <string_view>

namespace basis {

/// The page with every `{{name}}` replaced by its part, in one pass, so that braces in a part are
/// kept. A name without a part, or a part without a placeholder, is a broken invariant.
std::string fill_page(std::string_view page, const std::map<std::string_view, std::string_view>& parts);

/// Text for the body of an element: `&`, `<`, `>` and quotes as entities.
std::string escape_html(std::string_view text);

/// JSON for use in a script element: `<` is written as \u003c, so that no string can end the
/// element or open a comment in it.
std::string escape_json_for_html(std::string_view json);

}  // namespace basis
