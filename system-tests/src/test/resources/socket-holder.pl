# Holds sockets as systemd does, and runs a command with them, again each time that it ends.
#
#   perl socket-holder.pl GATE NAME=ADDRESS … -- COMMAND …
#
# A start waits until the file GATE is there. ADDRESS is udp:HOST:PORT, tcp:HOST:PORT, unix:PATH or
# unix+stream:PATH. SIGTERM ends the command and then the holder.
use strict;
use warnings;
use POSIX ();
use Socket;

$^F = 1000;    # whatever is opened here stays open over exec

my $gate = shift @ARGV;
my ( @names, @sockets );
while ( @ARGV && ( my $word = shift @ARGV ) ne '--' ) {
  my ( $name, $kind, $where ) = $word =~ /^([^=]*)=([a-z+]+):(.*)$/ or die "no socket: $word\n";
  my $type = $kind =~ /^(tcp|unix\+stream)$/ ? SOCK_STREAM : SOCK_DGRAM;
  my $family = $kind =~ /^unix/ ? AF_UNIX : AF_INET;
  socket( my $socket, $family, $type, 0 ) or die "socket $word: $!\n";
  if ( $family == AF_UNIX ) {
    unlink $where;
    bind( $socket, pack_sockaddr_un($where) ) or die "bind $word: $!\n";
  }
  else {
    my ( $host, $port ) = $where =~ /^(.*):(\d+)$/;
    setsockopt( $socket, SOL_SOCKET, SO_REUSEADDR, 1 );
    bind( $socket, pack_sockaddr_in( $port, inet_aton($host) ) ) or die "bind $word: $!\n";
  }
  listen( $socket, 128 ) if $type == SOCK_STREAM;
  push @names,   $name;
  push @sockets, $socket;
}

my $child;
my $ending = 0;
$SIG{TERM} = sub { $ending = 1; kill 'TERM', $child if $child };

until ($ending) {
  if ( !-e $gate ) {
    select( undef, undef, undef, 0.02 );
    next;
  }
  $child = fork();
  if ( !$child ) {
    $SIG{TERM} = 'DEFAULT';
    POSIX::dup2( fileno( $sockets[$_] ), 3 + $_ ) for 0 .. $#sockets;
    POSIX::close($_) for 3 + @sockets .. 100;
    $ENV{LISTEN_PID}     = $$;
    $ENV{LISTEN_FDS}     = @sockets;
    $ENV{LISTEN_FDNAMES} = join ':', @names;
    exec @ARGV;
  }
  my $done;
  do { $done = waitpid( $child, 0 ) } until $done == $child || $done < 0 && !$!{EINTR};
  $child = undef;
}
