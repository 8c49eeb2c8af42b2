#pragma once

#include <memory>
#include <string>

#include "core/config/environment.hpp"
#include "core/data/series_source.hpp"

namespace basis {

/// The history a command reads: with BASIS_DATA_MODE=csv the folder `given`
/// (else BASIS_DATA_DIR), with db the database of BASIS_DATABASE_URL. A folder
/// given beside db is not read, which stderr says. `option` names where a
/// folder is given ("--data"). The environment outlives the source.
Result<std::unique_ptr<SeriesSource>> open_data_source(const std::string& option, const std::string& given,
                                                       const Environment& environment);

}  // namespace basis
