#pragma once

#include <memory>
#include <string>

#include "core/config/environment.hpp"
#include "core/history/series_source.hpp"

namespace basis {

/// The history that a command reads. With BASIS_DATA_MODE=csv it is the folder `given` (else
/// BASIS_DATA_DIR), with db the database of BASIS_DATABASE_URL. With db, a given folder is not
/// read, and a message on stderr says so. `option` is the name of the option for the folder
/// ("--data"). The environment outlives the source.
Result<std::unique_ptr<SeriesSource>> open_data_source(const std::string& option, const std::string& given,
                                                       const Environment& environment);

}  // namespace basis
