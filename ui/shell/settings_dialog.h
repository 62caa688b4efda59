// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "window_settings.h"

#include <QDialog>
#include <QPointer>
#include <functional>

class QFormLayout;
class QScrollArea;
class QTabWidget;

namespace pulse::ui {

class MessageBar;

/// The person's settings, applied as they are changed. Not modal; deletes itself when closed. `settings` must outlive
/// it.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page { General, Libraries };

    explicit SettingsDialog(WindowSettings &settings, QWidget *parent = nullptr);

    /// A page of its own; takes ownership. Call once.
    void addLibraries(QWidget *page);
    /// A page that is not there shows the first.
    void showPage(Page page);

private:
    void fit(int width);
    void addAppearance(QFormLayout *form);
    void addEditor(QFormLayout *form);
    void addFont(QFormLayout *form);
    void addAuthor(QFormLayout *form);
    void addTrash(QFormLayout *form);
    /// Lets `show` put the setting's value into the control, now and whenever it is another: also other programs write
    /// the settings.
    void follow(QWidget *control, QLatin1StringView key, const std::function<void()> &show);
    /// Greys it out, with the reason, where an environment variable decides.
    void guard(QWidget *widget, QLatin1StringView key);
    void addHint(QFormLayout *form, const QString &text);

    WindowSettings &m_settings;
    MessageBar *m_messages;
    QTabWidget *m_pages;
    QScrollArea *m_scroll;
    QWidget *m_general; ///< the first page, in `m_scroll`
};

} // namespace pulse::ui
