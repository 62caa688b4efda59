// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/temporary_library.h"

#include "pulse/backends/filesystem.h"
#include "pulse/test/makers.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

OpenOptions makeOptions(std::shared_ptr<const Clock> clock)
{
    if (!clock)
        clock = std::make_shared<ManualClock>(makeTime(u"2024-06-01T12:00:00Z"));
    return {.mode = OpenOptions::Mode::CreateIfNone, .readOnly = false, .author = u"Ada"_s, .clock = std::move(clock)};
}

TemporaryLibrary::TemporaryLibrary(const OpenOptions &options)
{
    auto storage = openFilesystemLibrary(url(), options);
    if (!storage)
        qFatal("A temporary library could not be made: %s", qUtf8Printable(storage.error().toString()));
    m_storage = *std::move(storage);
}

QString TemporaryLibrary::path() const
{
    return m_folder.filePath(u"library"_s);
}

Result<std::shared_ptr<Storage>> TemporaryLibrary::reopen(const OpenOptions &options) const
{
    return openFilesystemLibrary(url(), options);
}

} // namespace pulse::test
