#pragma once

#include <functional>
#include <optional>

#include "core/base/types.hpp"

namespace basis {

/// The highest capital under `refused`, to six digits, that works; absent when not even a millionth of a
/// millionth of it does.
/// `works` is asked about it, so the result really works. It is found by halving, which takes for granted that what is
/// under a capital that works does, too.
std::optional<Amount> highest_capital(Amount refused, const std::function<bool(Amount)>& works);

}  // namespace basis
