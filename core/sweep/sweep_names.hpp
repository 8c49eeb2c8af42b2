#pragma once

#include <array>
#include <string_view>

namespace basis {

inline constexpr std::string_view kSweepJournal = "sweep.journal";
inline constexpr std::string_view kSweepTable = "sweep.csv";
inline constexpr std::string_view kSweepPage = "sweep.html";

/// What stands in a sweep's folder; the last two while a file is written.
inline constexpr std::array<std::string_view, 5> kSweepFiles = {kSweepJournal, kSweepTable, kSweepPage,
                                                                "sweep.csv.partial", "sweep.html.partial"};

/// The first line of a journal; the number goes up when a record changes its form.
inline constexpr std::string_view kJournalHeading = "basis sweep journal 2\n";

}  // namespace basis
