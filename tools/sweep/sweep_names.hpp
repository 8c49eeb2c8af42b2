#pragma once

#include <array>
#include <string_view>

namespace basis {

inline constexpr std::string_view kSweepJournal = "sweep.journal";
inline constexpr std::string_view kSweepTable = "sweep.csv";
inline constexpr std::string_view kSweepPage = "sweep.html";

/// Files of a sweep's folder; the last two exist only while a file is written.
inline constexpr std::array<std::string_view, 5> kSweepFiles = {kSweepJournal, kSweepTable, kSweepPage,
                                                                "sweep.csv.partial", "sweep.html.partial"};

/// The first line of a journal; its number is increased when the format of the records changes.
inline constexpr std::string_view kJournalHeading = "basis sweep journal 4\n";

}  // namespace basis
