#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/base/result.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// Keys of a mode that were changed while its node ran, with their values.
using ChangedValues = std::map<std::string, std::string>;

/// Makes the mode of a node anew with these values over those that it was started with. Usage errors: a key that may
/// not be changed, and those of `load_config`.
using RemakeMode = std::function<Result<ModeSettings>(const ChangedValues&)>;

}  // namespace basis
