// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;

namespace pulse::ui {

/// Says that an older version is being read, and leads onward from there.
class VersionBanner : public QWidget
{
    Q_OBJECT

public:
    explicit VersionBanner(QWidget *parent = nullptr);

    void showVersion(const QString &version, bool canChange);

signals:
    void editRequested();
    void restoreRequested();
    void backRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_words;
    QPushButton *m_edit;
    QPushButton *m_restore;
};

} // namespace pulse::ui
