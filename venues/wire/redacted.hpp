#pragma once

#include <string>
#include <string_view>

namespace basis::wire {

/// A text of a private connection without what opens an account: the values of `apiKey`, `signature`, `listenKey`,
/// `passphrase`, `sign` and their like, as members of JSON, as parameters of a query or a form, and as the last part of
/// a path behind `/private/ws/` or `/ws/`, are replaced by `*`, and so are the arguments of `"op":"auth"`, which have
/// no names. The rest is unchanged.
std::string redacted(std::string_view text);

/// Whether a member, a parameter or a header of this name holds a secret at one venue or another.
bool names_secret(std::string_view name);

}  // namespace basis::wire
