// SPDX-License-Identifier: Apache-2.0
#include "backend_module.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLibrary>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

using Open = void (*)(const QUrl *, const OpenOptions *, Result<std::shared_ptr<Storage>> *);
using Check = void (*)(const QUrl *, const OpenOptions *, const ConnectionReport *, std::stop_token *, Result<void> *);

Result<QFunctionPointer> resolve(const QString &name, const char *function)
{
    const QString folder = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).path();
    for (const QString &at :
         {folder, folder + u"/../bin"_s, QDir::cleanPath(folder + QStringLiteral("/" PULSE_MODULE_FOLDER))}) {
        const QString place = at + u'/' + name + u".so"_s;
        if (!QFile::exists(place))
            continue;
        QLibrary module(place);
        module.setLoadHints(QLibrary::PreventUnloadHint);
        if (!module.load())
            return failure(ErrorCode::Internal, u"open"_s, place,
                           u"This kind of library cannot be used: %1. Install the libraries that it names."_s.arg(
                               module.errorString()));
        if (const QFunctionPointer found = module.resolve(function))
            return found;
        return failure(ErrorCode::Internal, u"open"_s, place,
                       u"%1 is of another version of Pulse. Install Pulse again."_s.arg(place));
    }
    return failure(
        ErrorCode::Internal, u"open"_s, name,
        u"The module %1.so is missing, so this kind of library cannot be used. Install Pulse again."_s.arg(name));
}

} // namespace

StorageRegistry::Backend backendInModule(const QString &name)
{
    return [name](const QUrl &url, const OpenOptions &options) -> Result<std::shared_ptr<Storage>> {
        const auto open = resolve(name, "pulse_backend_open");
        if (!open)
            return failure(open);
        Result<std::shared_ptr<Storage>> result;
        reinterpret_cast<Open>(*open)(&url, &options, &result);
        return result;
    };
}

StorageRegistry::ConnectionCheck checkInModule(const QString &name)
{
    return [name](const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                  std::stop_token stop) -> Result<void> {
        const auto check = resolve(name, "pulse_backend_check");
        if (!check)
            return failure(check);
        Result<void> result;
        reinterpret_cast<Check>(*check)(&url, &options, &report, &stop, &result);
        return result;
    };
}

} // namespace pulse
