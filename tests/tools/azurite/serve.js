// Runs Azurite's blob service until standard input closes, which it does when the process that started it ends in whatever way.
'use strict';

process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
require('azurite/dist/src/blob/main.js');
