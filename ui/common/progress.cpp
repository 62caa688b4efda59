// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/progress.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>

namespace pulse::ui {

ProgressSink progressFor(QObject *context, std::function<void(const Progress &)> show)
{
    // Called on a worker, which may outlive the context: the program carries the message, and looks whether it is
    // there.
    return [context = QPointer(context), show = std::move(show),
            last = std::make_shared<QElapsedTimer>()](const Progress &progress) {
        if (last->isValid() && last->elapsed() < 50 && progress.done < progress.total)
            return;
        last->start();
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [context, show, progress] {
                if (context)
                    show(progress);
            },
            Qt::QueuedConnection);
    };
}

} // namespace pulse::ui
